provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
provider "acme" {
  alias = "emea"
  base_url = "u"
}
resource "acme_webhook" "a" {
  url = "u"
  provider = acme.emae
}
resource "acme_webhook" "b" {
  url = "u"
  provider = free
}
resource "acme_webhook" "c" {
  url = "u"
  provider = "acme"
}
