output "flow" {
  description = "The flow to embed. It ends the call, and is left by `failed` when the mailbox is full or out of order."
  value       = flow.voicemail_fallback
}
