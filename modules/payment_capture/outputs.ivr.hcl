output "flow" {
  description = "The flow to embed. It is left by `paid`, `declined`, `failed` (the gateway does not answer) and `abandoned` (no sound digits)."
  value       = flow.payment_capture
}
