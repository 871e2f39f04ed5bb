provider "acme" { base_url = "https://acme.example.com" }
variable "keys" { default = ["a", "b"] }
resource "acme_webhook" "base" { url = "u" }
resource "acme_webhook" "first" {
  for_each = toset(var.keys)
  url      = acme_webhook.base.id
}
resource "acme_webhook" "second" {
  for_each = toset(var.keys)
  url      = "${acme_webhook.first[each.key].id}-${each.key}"
}
resource "acme_webhook" "third" {
  for_each = toset(concat(var.keys, ["c"]))
  url      = try(acme_webhook.second[each.key].id, "none")
}
resource "acme_webhook" "all" {
  for_each = toset(var.keys)
  url      = join(",", [for key in var.keys : acme_webhook.first[key].id])
}
resource "acme_webhook" "both" {
  for_each = toset(var.keys)
  url      = "${acme_webhook.first[each.key].id}${acme_webhook.first["a"].id}"
}
resource "acme_webhook" "shadowed" {
  for_each = toset(var.keys)
  url      = join(",", [for each in [{ key = "b" }] : acme_webhook.first[each.key].id])
}
resource "acme_webhook" "counted" {
  count = 2
  url   = "u"
}
resource "acme_webhook" "after" {
  count = 2
  url   = acme_webhook.counted[count.index].id
}
