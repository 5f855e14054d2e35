"""Where in a picture a score comes from: two maps that err in different ways, and their check.

Grad-CAM (`grad_cam`, `of_run`) looks into a Keras model and needs TensorFlow; occlusion
(`occlusion`) asks any scorer again and again. `heat_map` and `colours` are plain data for views.
"""
