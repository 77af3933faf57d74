"""How big a made-up district is, and who belongs where in it."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Size:
    """How big a district is; everything follows from its number of students.

    ``renamed``: so many students have another name than in the district without it.
    """

    students: int
    renamed: int = 0

    @cached_property
    def schools(self) -> int:
        """One for each 500 students."""
        return max(1, self.students // 500)

    @cached_property
    def classes(self) -> int:
        """One for each 20 places in class."""
        return max(8, self.students * 3 // 8)

    @cached_property
    def guardians(self) -> int:
        """Rather more than one for each student."""
        return self.students * 23 // 20

    @cached_property
    def staff(self) -> int:
        """One for each ten students, and a leader for each school."""
        return max(2, self.students // 10)

    @cached_property
    def assignments(self) -> int:
        """Four for three classes."""
        return self.classes * 4 // 3

    def school_of(self, number: int) -> str:
        """Where the student, teacher or class of this number belongs."""
        return f"{200 + number % self.schools}"

    def classes_of(self, student: int) -> list[int]:
        """Seven or eight classes of the student's own school, as far as it has so many."""
        own = range(student % self.schools, self.classes, self.schools)
        wanted = 7 + student % 2
        begin = student // self.schools * 3
        return sorted({own[(begin + step) % len(own)] for step in range(min(wanted, len(own)))})
