output "flow" {
  description = "The flow to embed. It is left by the name of each choice that has neither queue nor number; by `unavailable` when a queue is full or a number does not answer; by `nobody`, where there is no operator, when nothing was chosen."
  value       = flow.main_menu
}
