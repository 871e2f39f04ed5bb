output "flow" {
  description = "The flow to embed, before anything else. It is left by `go_on`."
  value       = flow.outbound_disclosure
}
