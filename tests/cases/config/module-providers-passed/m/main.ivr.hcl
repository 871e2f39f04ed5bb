resource "acme_webhook" "w" { url = "u" }
