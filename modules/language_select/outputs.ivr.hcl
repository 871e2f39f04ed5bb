output "flow" {
  description = "The flow to embed. It is left by the code of the language: `en`, `es`. One edge `next` takes all of them."
  value       = flow.language_select
}

output "variable" {
  description = "The variable of the call that keeps the code."
  value       = var.variable
}
