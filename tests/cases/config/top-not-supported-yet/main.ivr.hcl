release "t" {}
provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "free_flow" "f" {
  name = "F"
  flow = flow.main
}
resource "acme_webhook" "w" {
  url = "u"
  release {}
}
