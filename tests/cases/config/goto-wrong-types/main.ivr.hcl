provider "acme" { base_url = "https://acme.example.com" }

flow "main" {
  entry = "g"
  goto "g" { flow = acme_flow.other[1].id }
  goto "h" { flow = "an id at the vendor" }
  goto "i" { flow = "" }
  goto "j" { flow = 5 }
}

flow "other" {
  entry = "bye"
  disconnect "bye" {}
}

resource "acme_flow" "main" {
  name = "Main"
  flow = flow.main
}

resource "acme_flow" "other" {
  count = 2
  name  = "Other ${count.index}"
  flow  = flow.other
}
