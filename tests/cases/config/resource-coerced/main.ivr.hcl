provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "acme_flow" "a" {
  name = "x"
  flow = flow.main
  enabled = "true"
  release {
    tag = "t"
    priority = "5"
  }
}
resource "acme_webhook" "b" {
  url = "u"
  filters {
    tag = "t"
    priority = true
  }
}
