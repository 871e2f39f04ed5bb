variable "greeting" {
  type    = string
  default = "Hello"
}
flow "main" {
  entry = "say"
  play "say" {
    say  = var.greeting
    next = "check"
  }
  hours "check" {
    schedule = "week"
    on       = { open = "is_open", closed = "is_closed" }
  }
  exit "is_open" { outcome = "open" }
  exit "is_closed" { outcome = "closed" }
}
output "flow" { value = flow.main }
output "greeting" { value = upper(var.greeting) }
