output "flow" {
  description = "The flow to embed. It is left by `answered`, and by `skipped` by those who stop answering."
  value       = flow.satisfaction_survey
}

output "variables" {
  description = "The variables of the call that keep the answers, in the order of the questions."
  value       = [for place, question in var.questions : "${var.prefix}_${place + 1}"]
}
