provider "acme" { base_url = "https://acme.example.com" }

module "hours" {
  source   = "./modules/hours"
  greeting = "Welcome ${acme_webhook.w.id}"
}
resource "acme_webhook" "w" { url = "u" }
flow "main" {
  entry = "hours"
  embed "hours" {
    flow = module.hours.flow
    on   = { open = "bye", closed = "bye" }
  }
  disconnect "bye" {}
}
resource "acme_flow" "main" {
  name = module.hours.greeting
  flow = flow.main
}
resource "acme_flow" "part" {
  name = "Part"
  flow = module.hours.flow
}
output "text" { value = module.hours.greeting }
