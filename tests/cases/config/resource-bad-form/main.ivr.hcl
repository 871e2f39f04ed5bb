provider "acme" { base_url = "https://acme.example.com" }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
resource "acme_flow" "a" {
  nam = "x"
  release = { tag = "x" }
  lifecycl {}
}
resource "acme_flow" "b" {
  name = "x"
  flow = flow.main
  language {}
  release {
    priority = 5
    tga = "x"
  }
  release { tag = "y" }
}
resource "acme_webhook" "c" {
  url = null
  headers {}
}
