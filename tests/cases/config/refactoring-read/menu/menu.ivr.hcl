moved {
  from = acme_webhook.a
  to   = module.deep.acme_webhook.a
}
moved {
  from = flow.main.a
  to   = flow.main.b
}
removed { from = acme_webhook.gone }
flow "main" {
  entry = "b"
  disconnect "b" {}
}
