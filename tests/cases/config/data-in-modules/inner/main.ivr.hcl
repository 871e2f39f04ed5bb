variable "name" {
  type = string
}

data "acme_flow" "line" {
  count = 1
  name  = "Line ${var.name}"
}

check "there" {
  data "acme_flow" "seen" {
    id = "a"
  }
  assert {
    condition     = data.acme_flow.seen.version == "1"
    error_message = "no"
  }
}

output "id" {
  value = data.acme_flow.line[0].id

  precondition {
    condition     = data.acme_flow.line[0].version == "1"
    error_message = "no"
  }
}
