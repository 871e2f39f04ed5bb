provider "acme" {
  base_url = "https://acme.example.com"
}

data "acme_flow" "a" {
  id = acme_webhook.b.id
}

resource "acme_webhook" "b" {
  url = "https://b.example.com"

  lifecycle {
    precondition {
      condition     = data.acme_flow.a.id != ""
      error_message = "no"
    }
  }
}
