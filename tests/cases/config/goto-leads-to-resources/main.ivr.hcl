provider "acme" { base_url = "https://acme.example.com" }

flow "main" {
  entry = "g"
  goto "g" { flow = flow.other }
}

flow "other" {
  entry = "again"
  goto "again" { flow = flow.other }
  goto "back"  { flow = flow.main }
}

flow "frame" {
  entry = "inner"
  embed "inner" { flow = flow.main }
  goto "mine" { flow = local.chosen }
}

locals {
  chosen = flow.main
}

resource "acme_flow" "main" {
  name = "Main"
  flow = flow.main
}

resource "acme_flow" "other" {
  name = "Other"
  flow = flow.other
}

resource "acme_flow" "frame" {
  name = "Frame"
  flow = flow.frame
}
