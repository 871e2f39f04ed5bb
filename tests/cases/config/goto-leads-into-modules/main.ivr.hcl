provider "acme" { base_url = "https://acme.example.com" }

module "desk" {
  for_each = toset(["day", "night"])
  source   = "./desk"
  name     = each.key
}

flow "main" {
  entry = "g"
  goto "g" { flow = module.desk["night"].flow }
}

resource "acme_flow" "main" {
  name = "Main"
  flow = flow.main
}
