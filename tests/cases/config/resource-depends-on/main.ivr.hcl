provider "acme" { base_url = "https://acme.example.com" }
resource "acme_webhook" "a" {
  url = "u"
  depends_on = ["acme_webhook.b", acme_webhook.c, upper("x")]
}
resource "acme_webhook" "b" {
  url = "u"
  depends_on = acme_webhook.a
}
