provider "acme" { base_url = "https://acme.example.com" }
provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
output "o" { value = 1 }
resource "acme_webhook" "w" { url = "u" }
locals { a = 1 }
ivrplan {}
