output "flow" {
  description = "The flow to embed. It is left by `declined`, and by `message` where a message is offered."
  value       = flow.callback_offer
}
