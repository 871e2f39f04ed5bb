resource "free_flow" "here" {
  name = "x"
  flow = flow.main
}
flow "main" {
  entry = "bye"
  disconnect "bye" {}
}
moved {
  from = free_flow.here
  to   = free_flow.there
}
moved {
  from = flow.main.bye
  to   = flow.main.farewell
}
moved {
  from = free_flow.a
  to   = free_flow.b
}
moved {
  from = free_flow.a
  to   = free_flow.c
}
moved {
  from = free_flow.d
  to   = free_flow.c
}
moved {
  from = free_flow.m
  to   = free_flow.n
}
moved {
  from = free_flow.n
  to   = free_flow.m
}
moved {
  from = module.x
  to   = module.x.module.y
}
moved {
  from = flow.main.p
  to   = flow.main.q
}
moved {
  from = flow.main.q
  to   = flow.main.p
}
removed { from = free_flow.here }
