provider "acme" { base_url = "https://acme.example.com" }
resource "acme_webhook" "w" { url = "u" }
variable "secret" {
  default = ["a"]
  sensitive = true
}
resource "acme_webhook" "a" {
  url = "u"
  count = -1
}
resource "acme_webhook" "b" {
  url = "u"
  count = "x"
}
resource "acme_webhook" "c" {
  url = "u"
  count = acme_webhook.w.id
}
resource "acme_webhook" "d" {
  url = "u"
  for_each = ["a"]
}
resource "acme_webhook" "e" {
  url = "u"
  for_each = toset([1])
}
resource "acme_webhook" "f" {
  url = "u"
  for_each = toset(var.secret)
}
resource "acme_webhook" "g" {
  url = each.key
  count = 1
  for_each = {}
}
resource "acme_webhook" "h" {
  url = each.key
  count = 1
}
resource "acme_webhook" "i" {
  url = "u${count.indx}"
  count = count.index
}
resource "acme_webhook" "j" {
  url = "u"
  for_each = null
}
