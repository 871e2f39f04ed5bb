provider "acme" { base_url = "https://acme.example.com" }
locals {
  greeting = "Hello ${acme_webhook.w.id}"
}
resource "acme_webhook" "w" { url = "u" }
flow "inner" {
  entry = "p"
  play "p" {
    say = local.greeting
    next = "out"
  }
  exit "out" {}
}
flow "main" {
  entry = "e"
  embed "e" {
    flow = flow.inner
    on = { out = "bye" }
  }
  disconnect "bye" {}
}
resource "acme_flow" "main" {
  name = "M"
  flow = flow.main
}
resource "acme_webhook" "end" { url = acme_flow.main.name }
