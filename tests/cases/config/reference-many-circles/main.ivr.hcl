locals {
  a0 = local.b0
  b0 = local.a0
  a1 = local.b1
  b1 = local.a1
  a2 = local.b2
  b2 = local.a2
  c = local.d
  d = [local.c, local.e]
  e = local.c
}
