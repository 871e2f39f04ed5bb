provider "acme" {
  base_url = "https://acme.example.com"
}

variable "nothing" {
  default = null
}

data "acme_flow" "number" {
  id = 5
}

data "acme_flow" "empty" {
  name = ""
}

data "acme_flow" "nothing" {
  name = var.nothing
}

data "acme_flow" "instances" {
  count = data.acme_flow.fine.version
  id    = "a"
}

data "acme_flow" "fine" {
  id = "a"
}
