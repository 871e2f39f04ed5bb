# A library module, loaded on its own: its flows are for those who call it.
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
output "flow" { value = flow.main }
output "by_name" { value = { main = flow.main } }
output "all" { value = [flow.main] }
output "none" { value = [] }
output "greeting" { value = "Welcome." }
