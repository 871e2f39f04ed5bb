import {
  to = module.a
  id = "1"
}
import {
  for_each = { a = true }
  to       = free_flow.f[each.value]
  id       = each.key
}
import {
  for_each = { a = true }
  to       = free_flow.f[each.value.x]
  id       = each.key
}
