import {
  to = free_flow.here
  id = local.nothing
}
import {
  for_each = toset(["a"])
  to       = free_flow.here[each.nothing]
  id       = each.key
}
