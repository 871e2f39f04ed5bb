data "acme_flow" "x" {}
check "c" {}
test "t" {}
provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "free_flow" "f" {
  name = "F"
  flow = flow.main
  lifecycle {
    precondition {}
    postcondition {}
  }
}
resource "acme_webhook" "w" {
  url = "u"
  release {}
}
