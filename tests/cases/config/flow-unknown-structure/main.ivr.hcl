provider "acme" { base_url = "https://acme.example.com" }
resource "acme_webhook" "w" { url = "u" }
flow "main" {
  entry = acme_webhook.w.id
  play "a" {
    say = acme_webhook.w.id
    next = acme_webhook.w.id
  }
  menu "m" { on = acme_webhook.w.id }
  collect "c" { variable = acme_webhook.w.id }
}
