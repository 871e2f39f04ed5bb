provider "acme" { base_url = "https://acme.example.com" }
resource "acme_webhook" "a" { url = local.from_b }
resource "acme_webhook" "b" { url = acme_webhook.a.id }
resource "acme_webhook" "self" { url = acme_webhook.self.id }
locals { from_b = acme_webhook.b.url }
