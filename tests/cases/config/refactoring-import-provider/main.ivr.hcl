provider "acme" { base_url = "https://acme.example.com" }
provider "acme" {
  alias    = "emea"
  base_url = "https://emea.acme.example.com"
}
resource "acme_webhook" "w" { url = "u" }
import {
  to       = acme_webhook.w
  id       = "1"
  provider = acme.emea
}
