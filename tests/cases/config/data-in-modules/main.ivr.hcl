provider "acme" {
  base_url = "https://acme.example.com"
}

module "lines" {
  source   = "./inner"
  for_each = { uk = "United Kingdom" }
  name     = each.value
}

resource "acme_webhook" "w" {
  url = "https://a.example.com/${module.lines["uk"].id}"
}
