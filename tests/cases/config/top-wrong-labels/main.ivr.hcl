resource "acme_flow" {}
locals "x" {}
flow "a" "b" {}
flow {}
provider {}
