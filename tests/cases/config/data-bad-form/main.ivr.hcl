provider "acme" {
  base_url = "https://acme.example.com"
}

data "acme_flow" "none" {}

data "acme_flow" "both" {
  id   = "a"
  name = "b"
}

data "acme_flwo" "type" {
  id = "a"
}

data "acme_flow" "words" {
  id   = "a"
  flow = "b"

  lifecycle {
    prevent_destroy = true
    postcondition {
      condition = true
    }
  }
}

data "acme_flow" "twice" {
  count    = 1
  for_each = {}
  id       = "a"
}

data "acme_flow" "provider" {
  id       = "a"
  provider = free
}

data "acme_flow" "9" {
  id = "a"
}

data "acme_flow" {
  id = "a"
}

data "acme_flow" "again" {
  id = "a"
}

data "acme_flow" "again" {
  id = "b"
}
