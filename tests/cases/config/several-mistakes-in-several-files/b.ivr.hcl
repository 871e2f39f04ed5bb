provider "acme" { base_url = "https://acme.example.com" }
resource "acme_flow" "a" {
  name = 5
  flow = flow.mian
}
