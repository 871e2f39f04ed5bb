provider "acme" { base_url = "https://acme.example.com" }

resource "acme_webhook" "w" { url = "u" }
module "a" {
  source = "./m"
  word   = acme_webhook.w.id
}
