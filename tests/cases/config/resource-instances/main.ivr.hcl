provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
provider "acme" {
  alias = "emea"
  base_url = "u"
}
resource "acme_webhook" "count" {
  count = 2
  url = "u${count.index}"
}
resource "acme_webhook" "map" {
  for_each = { uk = "a", de = acme_webhook.count[0].id }
  provider = acme.emea
  url = "${each.key}-${each.value}"
  headers "x" { value = each.key }
  filters { tag = "a" }
  filters { tag = "b" }
}
resource "acme_webhook" "none" {
  count = 0
  url = "u"
}
resource "acme_webhook" "last" {
  url = acme_webhook.map["uk"].url
  events = acme_webhook.count[*].url
  secret = null
  depends_on = [acme_webhook.none, acme_webhook.map]
}
resource "free_flow" "f" {
  name = acme_webhook.count[1].id
  flow = flow.main
}
output "urls" { value = [for key, hook in acme_webhook.map : hook.url] }
output "none" { value = acme_webhook.none }
output "whole" { value = acme_webhook.count[0] }
