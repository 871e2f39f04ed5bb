resource "acme_webhook" "one" {
  url      = "u"
  provider = acme.one
}
module "inner" {
  source    = "../m"
  providers = { acme = acme.two }
}
