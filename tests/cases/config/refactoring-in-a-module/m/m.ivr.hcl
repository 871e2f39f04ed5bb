import {
  to = free_flow.here
  id = "1"
}
