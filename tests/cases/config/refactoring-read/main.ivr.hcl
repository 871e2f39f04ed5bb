provider "acme" { base_url = "https://acme.example.com" }
variable "flows" {
  default = { uk = "id-uk", de = "id-de" }
}
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "acme_flow" "all" {
  for_each = var.flows
  name     = each.key
  flow     = flow.main
}
resource "acme_webhook" "w" { url = "u" }
module "menu" {
  source = "./menu"
  count  = 2
}
moved {
  from = acme_flow.one
  to   = acme_flow.all["uk"]
}
moved {
  from = acme_flow.all[0]
  to   = acme_flow.all["de"]
}
moved {
  from = module.old["a.b"].module.inner
  to   = module.menu[1].module.inner
}
moved {
  from = acme_webhook.x
  to   = module.menu[0].acme_webhook.x
}
moved {
  from = flow.main.welcome
  to   = flow.main["say \"bye\""]
}
removed {
  from = module.gone.acme_flow.f
  lifecycle { destroy = false }
}
removed { from = module.other }
import {
  for_each = var.flows
  to       = acme_flow.all[each.key]
  id       = each.value
}
import {
  to   = acme_webhook.w
  name = "hook of ${workspace}"
}
import {
  to = acme_webhook.known_later
  id = acme_webhook.w.id
}
