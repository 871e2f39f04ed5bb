output "flow" {
  description = "The flow to embed. It is left by `open`, `closed` and, where there are holidays, `holiday`."
  value       = flow.business_hours
}
