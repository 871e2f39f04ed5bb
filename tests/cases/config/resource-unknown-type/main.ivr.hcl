provider "acme" { base_url = "https://acme.example.com" }
resource "acme_flwo" "main" {}
resource "zzz" "main" {}
