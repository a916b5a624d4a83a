from django.urls import path

from explorer.workshops import joining_views as joining
from explorer.workshops import plan_views as plans
from explorer.workshops import room_views as rooms
from explorer.workshops import seat_views as seats
from explorer.workshops.streams import class_stream, pool_stream, seat_stream, wall_stream

PLAN, STEP = "workshops/<uuid:workshop_id>", "workshops/<uuid:workshop_id>/steps/<int:number>"
ROOM, SEAT = "rooms/<uuid:room_id>", "rooms/<uuid:room_id>/students/<int:number>"
OWN = "rooms/<uuid:room_id>/seat"

urlpatterns = [
    path("join", joining.join, name="join"),
    path("workshops", plans.workshops, name="workshops"),
    path("workshops/make", plans.make, name="make_workshop"),
    path("workshops/import", plans.take_in, name="import_workshop"),
    path(PLAN, plans.workshop, name="workshop"),
    path(f"{PLAN}/edit", plans.edit, name="edit_workshop"),
    path(f"{PLAN}/steps", plans.add_step, name="add_step"),
    path(STEP, plans.edit_step, name="edit_step"),
    path(f"{STEP}/move", plans.move_step, name="move_step"),
    path(f"{STEP}/look", plans.look_as_student, name="look_as_student"),
    path(f"{PLAN}/duplicate", plans.duplicate, name="duplicate_workshop"),
    path(f"{PLAN}/workshop.json", plans.take_out, name="export_workshop"),
    path(f"{PLAN}/delete", plans.delete, name="delete_workshop"),
    path(f"{PLAN}/open", plans.open_, name="open_room"),
    path(ROOM, rooms.wall, name="wall"),
    path(f"{ROOM}/stream", wall_stream, name="wall_stream"),
    path(f"{ROOM}/pace", rooms.pace, name="pace_room"),
    path(f"{ROOM}/pause", rooms.pause, name="pause_room"),
    path(f"{ROOM}/reveal", rooms.reveal, name="reveal_step"),
    path(f"{ROOM}/reset", rooms.reset, name="reset_step"),
    path(f"{ROOM}/anonymise", rooms.anonymise, name="anonymise_room"),
    path(f"{ROOM}/end", rooms.end, name="end_room"),
    path(f"{ROOM}/delete", rooms.delete, name="delete_room"),
    path(f"{ROOM}/class", rooms.to_class, name="to_class"),
    path(f"{ROOM}/class/stream", class_stream, name="class_stream"),
    path(f"{ROOM}/overlay", rooms.overlay, name="overlay_seats"),
    path(f"{ROOM}/room.csv", rooms.take, name="room_csv"),
    path(f"{ROOM}/code.svg", rooms.code, name="room_code"),
    path(f"{ROOM}/teach/<slug:token>", rooms.co_teach, name="co_teach"),
    path(f"{ROOM}/pool/<int:number>", rooms.pool, name="pool"),
    path(f"{ROOM}/pool/<int:number>/stream", pool_stream, name="pool_stream"),
    path(SEAT, rooms.student, name="student"),
    path(f"{SEAT}/picture", rooms.picture, name="seat_picture"),
    path(f"{SEAT}/decide", rooms.decide, name="decide_seat"),
    path(f"{SEAT}/pin", rooms.pin, name="pin_seat"),
    path(f"{SEAT}/show", rooms.show, name="show_seat"),
    path(OWN, seats.seat, name="seat"),
    path(f"{OWN}/stream", seat_stream, name="seat_stream"),
    path(f"{OWN}/look", seats.look, name="look_at_step"),
    path(f"{OWN}/go", seats.go, name="go_to_step"),
    path(f"{OWN}/run", seats.run, name="run_step"),
    path(f"{OWN}/cancel", seats.cancel, name="cancel_step"),
    path(f"{OWN}/answer", seats.answer, name="answer_step"),
    path(f"{OWN}/bet", seats.bet, name="bet_on_step"),
    path(f"{OWN}/agree", seats.agree, name="agree_to_show"),
    path(f"{OWN}/leave", seats.leave, name="leave_room"),
]
