locals {
  a = var.quee
  b = local.aa
  c = flow.mian
  d = acme_flow.x.id
  e = acme_flwo.x.id
  f = word
  g = path.rot
  h = module.x.flow
  i = data.acme_flow.x
  j = each.key
  k = local
  l = var["queue"]
}
variable "queue" { default = 1 }
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
