provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "acme_flow" "a" {
  name = "x"
  flow = flow.main
  lifecycle {
    prevent_destroy = var.x
    ignore_changes = [nam, "name", 5, release.tag]
    create_before = true
  }
}
resource "acme_flow" "b" {
  name = "x"
  flow = flow.main
  lifecycle { ignore_changes = "all" }
}
resource "acme_flow" "c" {
  name = "x"
  flow = flow.main
  lifecycle { ignore_changes = all }
}
