provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
variable "secret" {
  default = 5
  sensitive = true
}
resource "acme_flow" "a" {
  name = 5
  flow = "main"
  language = "fr"
  enabled = "true"
  release {
    tag = ""
    priority = 1.5
  }
}
resource "acme_webhook" "b" {
  url = "u"
  events = "all"
  secret = var.secret
  headers "x" { value = true }
  filters { tag = "x" }
  filters { tag = 3 }
}
