provider "acme" { base_url = "https://acme.example.com" }

provider "acme" {
  alias    = "emea"
  base_url = "https://emea.example.com"
}

flow "main" {
  entry = "g"
  goto "g" { flow = flow.other }
}

flow "other" {
  entry = "g"
  goto "g" { flow = flow.other }
}

resource "acme_flow" "main" {
  for_each = toset(["uk", "us"])
  name     = "Main ${each.key}"
  flow     = flow.main
}

resource "acme_flow" "other" {
  for_each = toset(["uk", "us"])
  name     = "Other ${each.key}"
  flow     = flow.other
}

resource "acme_flow" "main_emea" {
  provider = acme.emea
  name     = "Main"
  flow     = flow.main
}

resource "acme_flow" "other_emea" {
  provider = acme.emea
  name     = "Other"
  flow     = flow.other
}
