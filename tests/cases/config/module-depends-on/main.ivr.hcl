provider "acme" { base_url = "https://acme.example.com" }

resource "acme_webhook" "first" { url = "u" }
module "a" {
  source     = "./m"
  depends_on = [acme_webhook.first]
}
resource "acme_webhook" "last" {
  url        = "v"
  depends_on = [module.a]
}
resource "acme_webhook" "free" { url = module.a.constant }
