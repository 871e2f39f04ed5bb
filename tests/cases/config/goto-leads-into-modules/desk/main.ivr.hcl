variable "name" { type = string }

flow "main" {
  entry = "g"
  goto "g" { flow = flow.back }
}

flow "back" {
  entry = "g"
  goto "g" { flow = flow.main }
}

resource "acme_flow" "main" {
  name = "Main ${var.name}"
  flow = flow.main
}

resource "acme_flow" "back" {
  name = "Back ${var.name}"
  flow = flow.back
}

output "flow" { value = flow.main }
